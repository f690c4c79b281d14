import { isObject } from './block-kit/check-rule.ts';

/** Why Slack would refuse a message's metadata; `undefined` when it would not. */
export function metadataFault(metadata: unknown): 'invalid_metadata_format' | 'invalid_metadata_schema' | undefined {
  if (!isObject(metadata)) return 'invalid_metadata_format';
  if (typeof metadata.event_type !== 'string' || metadata.event_type === '') return 'invalid_metadata_format';
  if (!isObject(metadata.event_payload)) return 'invalid_metadata_format';
  return Object.values(metadata.event_payload).every(isPayloadValue) ? undefined : 'invalid_metadata_schema';
}

/** [T] message-metadata: scalars, flat objects and lists of flat objects. */
function isPayloadValue(value: unknown): boolean {
  if (Array.isArray(value)) return value.every((item) => isScalar(item) || isFlat(item));
  return isScalar(value) || isFlat(value);
}

function isFlat(value: unknown): boolean {
  return isObject(value) && Object.values(value).every(isScalar);
}

function isScalar(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
