/** Made by vite.config.ts: emoji by the names that GitHub, and mostly Slack, give them. */
declare module 'virtual:emoji-names' {
  export const EMOJI: Readonly<Record<string, string>>;
}
