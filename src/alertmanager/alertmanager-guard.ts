import { AddressGuard } from '../network/address-guard.ts';

/** Where Alertmanagers may be: private networks are where most of them are. */
export function alertmanagerGuard(allowed: readonly string[]): AddressGuard {
  return new AddressGuard({ refused: 'local', allowed });
}
