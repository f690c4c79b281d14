/**
 * Where webhooks may go. Tenants choose the addresses, and the relay stands inside the operator's network: without a guard
 * a tenant could reach what only the network protects.
 */
import { lookup as lookUpName } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** IANA's special-purpose registries (RFC 6890 and its successors), and what leads to such addresses by another form. */
const REFUSED = [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24'],
  ...[
    '192.0.2.0/24',
    '192.168.0.0/16',
    '198.18.0.0/15',
    '198.51.100.0/24',
    '203.0.113.0/24',
    '224.0.0.0/4',
    '240.0.0.0/4',
  ],
  // An IPv4 address written as IPv6 is judged by itself: see `isAllowed`. Translations of one are refused.
  ...['::/128', '::1/128', '64:ff9b::/96', '64:ff9b:1::/48', '100::/64', '2001::/32', '2001:db8::/32', '2002::/16'],
  ...['fc00::/7', 'fe80::/10', 'fec0::/10', 'ff00::/8'],
];

const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

export class AddressGuard {
  readonly #refused = listOf(REFUSED);
  readonly #allowed: BlockList;

  /** `allowed`: networks in CIDR form that the operator opens. */
  constructor(allowed: readonly string[]) {
    this.#allowed = listOf(allowed);
  }

  isAllowed(address: string): boolean {
    const bare = MAPPED.exec(address)?.[1] ?? address;
    const family = isIP(bare);
    if (family === 0) return false;
    const type = family === 4 ? 'ipv4' : 'ipv6';
    return this.#allowed.check(bare, type) || !this.#refused.check(bare, type);
  }

  /**
   * `lookup` for connections: every address that a name has now must be allowed, or the connection is not made. So a name
   * that is changed after it was looked at leads nowhere else. Addresses that need no lookup are the caller's to judge.
   */
  readonly lookup: LookupFunction = (hostname, options, callback) => {
    lookUpName(hostname, { ...options, all: true }, (error, found) => {
      if (error !== null) return callback(error, '', 0);
      const [first] = found;
      if (first === undefined || !found.every(({ address }) => this.isAllowed(address))) {
        return callback(Object.assign(new Error('the address is not allowed'), { code: REFUSED_CODE }), '', 0);
      }
      if (options.all === true) callback(null, found);
      else callback(null, first.address, first.family);
    });
  };
}

/** The `code` of the error for a name that leads to an address which is not allowed. */
export const REFUSED_CODE = 'ADDRESS_NOT_ALLOWED';

function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits = ''] = network.split('/');
    list.addSubnet(address, Number(bits), isIP(address) === 6 ? 'ipv6' : 'ipv4');
  }
  return list;
}
