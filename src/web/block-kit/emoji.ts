import { EMOJI } from 'virtual:emoji-names';

/** Slack's names where they differ from GitHub's. */
const SLACK_NAMES: Readonly<Record<string, string>> = {
  large_red_circle: '🔴',
  large_orange_circle: '🟠',
  large_yellow_circle: '🟡',
  large_green_circle: '🟢',
  large_purple_circle: '🟣',
  large_brown_circle: '🟤',
  large_red_square: '🟥',
  large_orange_square: '🟧',
  large_yellow_square: '🟨',
  large_green_square: '🟩',
  large_blue_square: '🟦',
  simple_smile: '🙂',
  thinking_face: '🤔',
  face_with_monocle: '🧐',
  male_technologist: '👨‍💻',
  female_technologist: '👩‍💻',
};

/** The emoji of a name without colons; undefined when it is a custom one, or none. */
export function emojiNamed(name: string): string | undefined {
  if (Object.hasOwn(SLACK_NAMES, name)) return SLACK_NAMES[name];
  return Object.hasOwn(EMOJI, name) ? EMOJI[name] : undefined;
}

/** The text with `:names:` as emoji; what is no emoji's name stays as it is. */
export function withEmoji(text: string): string {
  return text.replace(/:([a-z0-9_+'-]+):/g, (whole, name: string) => emojiNamed(name) ?? whole);
}

/** Text as Slack shows it: its three escapes undone, names of emoji as emoji. */
export function shownText(text: string): string {
  return withEmoji(text.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&'));
}
