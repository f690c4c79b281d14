import { type GroupId, groupId } from '../core/ids.ts';

/** Which delivery a Slack message came from; stands in the message's metadata, where every app of the workspace can read it. */
export interface DeliveryId {
  readonly groupId: GroupId;
  /** Of the group when it was drawn. */
  readonly version: number;
  readonly kind: 'post' | 'reply' | 'update';
}

const FORM = /^([0-9a-f]{36})\.(\d{1,16})\.(post|reply|update)$/;

export function deliveryIdOf({ groupId: id, version, kind }: DeliveryId): string {
  return `${id}.${version}.${kind}`;
}

/** Undefined for what is not one of ours. */
export function readDeliveryId(text: string): DeliveryId | undefined {
  const [, id, version, kind] = FORM.exec(text) ?? [];
  if (id === undefined || (kind !== 'post' && kind !== 'reply' && kind !== 'update')) return undefined;
  return { groupId: groupId(id), version: Number(version), kind };
}
