import type { AdmissionRequest } from '../../src/delivery/gate.ts';

/** A post to channel C1 of workspace T1, unless `more` says otherwise. */
export const post = (holder: string, more: Partial<AdmissionRequest> = {}): AdmissionRequest => ({
  method: 'chat.postMessage',
  workspace: 'T1',
  channel: 'C1',
  holder,
  urgency: 1,
  waitingSince: Date.now(),
  ...more,
});
