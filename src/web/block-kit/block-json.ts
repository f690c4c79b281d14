/**
 * Block Kit as JSON, no further known than drawing needs. What a message holds was checked by Slack or its stand-in, but
 * may be newer than this page: every reader here answers something drawable for whatever it gets.
 */
export type Json = Readonly<Record<string, unknown>>;

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A field that holds a string, else ''. */
export function stringOf(json: Json, field: string): string {
  const value = json[field];
  return typeof value === 'string' ? value : '';
}

/** A field that holds an object. */
export function jsonOf(json: Json, field: string): Json | undefined {
  const value = json[field];
  return isJson(value) ? value : undefined;
}

/** The objects of a field that holds a list, else none. */
export function listOf(json: Json, field: string): readonly Json[] {
  const value = json[field];
  return Array.isArray(value) ? value.filter(isJson) : [];
}

/** The text of a text object in a field, else ''. */
export function textOf(json: Json, field: string): string {
  const object = jsonOf(json, field);
  return object === undefined ? '' : stringOf(object, 'text');
}

/** The options of a menu, those of its groups in order. */
export function optionsOf(element: Json): readonly Json[] {
  const groups = listOf(element, 'option_groups');
  return groups.length === 0 ? listOf(element, 'options') : groups.flatMap((group) => listOf(group, 'options'));
}

/** An address that may be followed: nothing but web and mail. */
export function safeAddress(address: string): string | undefined {
  return /^(?:https?:\/\/|mailto:)/i.test(address) ? address : undefined;
}
