import { type GroupId, groupId } from '../core/ids.ts';

const KINDS = ['post', 'reply', 'tell', 'update'] as const;

/** Which delivery a Slack message came from; stands in the message's metadata, where every app of the workspace can read it. */
export interface DeliveryId {
  readonly groupId: GroupId;
  /** Of the group when it was drawn. */
  readonly version: number;
  readonly kind: (typeof KINDS)[number];
}

const FORM = /^([0-9a-f]{36})\.(\d{1,16})\.(post|reply|tell|update)$/;

export function deliveryIdOf({ groupId: id, version, kind }: DeliveryId): string {
  return `${id}.${version}.${kind}`;
}

/** Undefined for what is not one of ours. */
export function readDeliveryId(text: string): DeliveryId | undefined {
  const [, id, version, name] = FORM.exec(text) ?? [];
  const kind = KINDS.find((each) => each === name);
  if (id === undefined || kind === undefined) return undefined;
  return { groupId: groupId(id), version: Number(version), kind };
}
