import type { z } from 'zod';
import { jsonSchemaOf } from '../config/known-keys.ts';
import { TocsinFile } from '../config/process-config.ts';
import { AccessFile } from './access-file.ts';
import { EscalationFile } from './escalation-file.ts';
import { ReceiversFile } from './receivers-file.ts';
import { RoutingFile } from './routing-file.ts';
import { TenantFile } from './tenant-file.ts';

/** A kind of configuration file. */
export interface ConfigKind {
  /** As people name it. */
  readonly file: string;
  readonly schema: z.ZodType;
  /** Where its JSON Schema lies in the repository. */
  readonly jsonSchemaPath: string;
}

export const CONFIG_KINDS: readonly ConfigKind[] = [
  { file: 'tocsin.yaml', schema: TocsinFile, jsonSchemaPath: 'config/schemas/tocsin.json' },
  { file: 'tenant.yaml', schema: TenantFile, jsonSchemaPath: 'config/schemas/tenant.json' },
  { file: 'routing.yaml', schema: RoutingFile, jsonSchemaPath: 'config/schemas/routing.json' },
  { file: 'receivers.yaml', schema: ReceiversFile, jsonSchemaPath: 'config/schemas/receivers.json' },
  { file: 'access.yaml', schema: AccessFile, jsonSchemaPath: 'config/schemas/access.json' },
  { file: 'escalation.yaml', schema: EscalationFile, jsonSchemaPath: 'config/schemas/escalation.json' },
];

/** The JSON Schemas by which editors complete and check; contents by path in the repository. */
export function generateJsonSchemas(): ReadonlyMap<string, string> {
  return new Map(
    CONFIG_KINDS.map(({ file, schema, jsonSchemaPath }) => {
      const { $schema, ...rest } = jsonSchemaOf(schema);
      return [jsonSchemaPath, `${JSON.stringify({ $schema, title: `Tocsin: ${file}`, ...rest }, null, 2)}\n`];
    }),
  );
}
