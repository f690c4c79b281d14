/** What looks like Slack's id of a person. */
const LIKE_AN_ID = /^[UW][A-Z0-9]+$/;

/**
 * A name that anybody may have typed, such as the author of a silence in Alertmanager: never one of Slack's ids, which would
 * become a mention and call somebody.
 */
export function typedName(name: string): string {
  return LIKE_AN_ID.test(name) ? `‘${name}’` : name;
}
