/** The life that each template is made for; the others show the disks. */
export const LIVES: Readonly<Record<string, string>> = {
  warning: 'pod-crash-loop',
  info: 'certificate-notice',
  performance: 'latency-slo',
  security: 'brute-force',
  backup: 'backup-failed',
  model: 'model-accuracy',
  'tenant-onboarding': 'tenant-onboarding',
};
