/**
 * Where calls may go whose addresses tenants choose. The relay stands inside the operator's network: without a guard a
 * tenant could reach what only the network protects.
 */
import { lookup as lookUpName } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/**
 * What leads to the machine itself, to its neighbours on the link, to no single machine, or to the service that tells a
 * cloud's machines their credentials.
 */
const LOCAL = [
  ...['0.0.0.0/8', '127.0.0.0/8', '169.254.0.0/16', '224.0.0.0/4', '240.0.0.0/4'],
  // An IPv4 address written as IPv6 (`::ffff:…`) is judged by itself: see `isAllowed`. Other forms of one are refused.
  ...['::/96', '64:ff9b::/96', '64:ff9b:1::/48', '2001::/32', '2002::/16', 'fe80::/10', 'fec0::/10', 'ff00::/8'],
  // Metadata outside the link: Alibaba and Oracle Cloud; Azure's wire server; AWS, Google Cloud and Scaleway by IPv6.
  ...['100.100.100.200/32', '192.0.0.192/32', '168.63.129.16/32', 'fd00:ec2::/32', 'fd20:ce::254/128'],
  'fd00:42::42/128',
];

/** IANA's other special-purpose registries (RFC 6890 and its successors). */
const PRIVATE = [
  ...['10.0.0.0/8', '100.64.0.0/10', '172.16.0.0/12', '192.0.0.0/24', '192.0.2.0/24', '192.168.0.0/16'],
  ...['198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '100::/64', '2001:db8::/32', 'fc00::/7'],
];

const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

export interface GuardOptions {
  /** `local`: this machine, its link and metadata. `private`: these, and all private networks. */
  readonly refused: 'local' | 'private';
  /** Networks in CIDR form that the operator opens. */
  readonly allowed: readonly string[];
}

export class AddressGuard {
  readonly #refused: BlockList;
  readonly #allowed: BlockList;

  constructor({ refused, allowed }: GuardOptions) {
    this.#refused = listOf(refused === 'local' ? LOCAL : [...LOCAL, ...PRIVATE]);
    this.#allowed = listOf(allowed);
  }

  isAllowed(address: string): boolean {
    const bare = MAPPED.exec(address)?.[1] ?? address;
    const family = isIP(bare);
    if (family === 0) return false;
    const type = family === 4 ? 'ipv4' : 'ipv6';
    return this.#allowed.check(bare, type) || !this.#refused.check(bare, type);
  }

  /** Whether the URL names, in place of a host's name, an address that is not allowed. Such need no lookup. */
  refusesAddressIn(url: string): boolean {
    const host = new URL(url).hostname.replace(/^\[(.*)\]$/, '$1');
    return isIP(host) !== 0 && !this.isAllowed(host);
  }

  /**
   * `lookup` for connections: every address that a name has now must be allowed, or the connection is not made. So a name
   * that is changed after it was looked at leads nowhere else. Ask `refusesAddressIn` before.
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
