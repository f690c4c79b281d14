import { z } from 'zod';

/** The app as Slack knows it, for installing it by OAuth. */
export const OauthApp = z.strictObject({
  clientId: z.string().min(1),
  clientSecret: z.string().min(1),
  /** [D installing-with-oauth] a redirect URI must be one of these, or lie below one. */
  redirectUris: z.array(z.string()).min(1),
  /** Tokens end and are renewed; absent: they do not end. */
  rotation: z
    .strictObject({
      /** [D using-token-rotation] twelve hours. */
      tokenSeconds: z.number().int().positive().default(43_200),
      /** For how long a used refresh token gives the same answer again. */
      graceSeconds: z.number().min(0).default(0),
    })
    .optional(),
});
export type OauthApp = z.input<typeof OauthApp>;
