import type { LabelSet } from '../core/alert.ts';
import { valuesOf } from '../core/dictionary.ts';
import type { Group } from '../core/group.ts';
import type { GroupId, TenantId } from '../core/ids.ts';
import { groupFrom } from './group-document.ts';
import type { GroupTexts, Stored } from './store.ts';

export interface GroupCacheLimits {
  /** For all documents together. */
  readonly totalBytes: number;
  /** A larger document is read anew instead of being kept. */
  readonly documentBytes: number;
}

/** Room for some eight thousand groups of three alerts, as Prometheus for Kubernetes raises them. */
const DEFAULT_LIMITS: GroupCacheLimits = {
  totalBytes: 64 * 1_048_576,
  documentBytes: 65_536,
};

/** As texts where the store keeps texts, else ready to use. */
type Entry = { readonly version: number; readonly bytes: number } & (
  | { readonly stored: Stored; readonly texts?: undefined }
  | { readonly stored?: undefined; readonly texts: GroupTexts }
);

/**
 * The last known document of recently used groups, so that a merge into a known group needs one round trip. Never
 * trusted: every write compares versions, and a stale entry costs one more round trip. Bounded by what its documents
 * take in memory, not by their number: what webhooks bring decides how large they are.
 *
 * A document is kept as the texts that the store keeps: a hundred objects that live for minutes are looked at and moved by
 * each collection of garbage, two texts are not. Reading the texts takes less than the round trip that it saves.
 */
export class GroupCache {
  /** The least recently set first. */
  readonly #entries = new Map<string, Entry>();
  readonly #limits: GroupCacheLimits;
  #totalBytes = 0;

  constructor(limits: GroupCacheLimits = DEFAULT_LIMITS) {
    this.#limits = limits;
  }

  /** What the documents kept take, as estimated by {@link bytesOf}. */
  get totalBytes(): number {
    return this.#totalBytes;
  }

  get(tenantId: TenantId, groupId: GroupId): Stored | undefined {
    const entry = this.#entries.get(keyOf(tenantId, groupId));
    if (entry === undefined) return undefined;
    return entry.stored ?? new PutAway(entry.texts, entry.version);
  }

  /** Remembers a document, as the texts that the store keeps of it, if any. */
  set(...[tenantId, groupId, { group, version }, texts]: Remembered<GroupTexts>): void {
    const key = keyOf(tenantId, groupId);
    if (texts !== undefined) this.#keep(key, { version, texts, bytes: bytesOfTexts(texts) });
    else this.#keep(key, { version, stored: { group, version }, bytes: bytesOf(group, this.#limits.documentBytes) });
  }

  /**
   * Remembers a document that was delivered, and which version it was written over. `written`: the texts that the store
   * wrote of it, those that stayed as they were left out; without any the document is kept as it is.
   */
  putAway(...[tenantId, groupId, stored, written = {}]: Remembered<Partial<GroupTexts>, Written>): void {
    const { group, version, over } = stored;
    const key = keyOf(tenantId, groupId);
    const before = this.#entries.get(key);
    const { delivery, facts = before?.version === over ? before.texts?.facts : undefined } = written;
    const texts = facts === undefined || delivery === undefined ? undefined : { facts, delivery };
    this.set(tenantId, groupId, { group, version }, texts);
  }

  forget(tenantId: TenantId, groupId: GroupId): void {
    this.#delete(keyOf(tenantId, groupId));
  }

  #keep(key: string, entry: Entry): void {
    this.#delete(key);
    if (entry.bytes > this.#limits.documentBytes) return;
    this.#entries.set(key, entry);
    this.#totalBytes += entry.bytes;
    for (const oldest of this.#entries.keys()) {
      if (this.#totalBytes <= this.#limits.totalBytes) return;
      this.#delete(oldest);
    }
  }

  #delete(key: string): void {
    this.#totalBytes -= this.#entries.get(key)?.bytes ?? 0;
    this.#entries.delete(key);
  }
}

/**
 * A document that is read from its texts when somebody wants it: who claims groups tells Redis the versions of all that
 * may be due, and wants the documents of the few that were.
 */
class PutAway implements Stored {
  readonly version: number;
  readonly #texts: GroupTexts;
  #group: Group | undefined;

  constructor(texts: GroupTexts, version: number) {
    this.#texts = texts;
    this.version = version;
  }

  get group(): Group {
    this.#group ??= groupFrom(this.#texts);
    return this.#group;
  }
}

type Remembered<Texts, Kept = Stored> = [tenantId: TenantId, groupId: GroupId, stored: Kept, texts?: Texts | undefined];
type Written = Stored & { readonly over: number };

function keyOf(tenantId: TenantId, groupId: GroupId): string {
  return `${tenantId}/${groupId}`;
}

/*
 * What the parts of a document take besides their texts, bytes. A character counts as two, as V8 keeps text beyond
 * Latin-1. Rounded up so that the heap of Node 20 grew by less: by 0.9 of it with Japanese texts, by half with English.
 */
const GROUP_BYTES = 1_024;
const ALERT_BYTES = 512;
const LABEL_BYTES = 64;
const TOMBSTONE_BYTES = 160;

function bytesOfTexts({ facts, delivery }: GroupTexts): number {
  return GROUP_BYTES + 2 * (facts.length + delivery.length);
}

/** What a document takes in memory, about and rather too much; stops counting once it is more than `enough`. */
function bytesOf(group: Group, enough: number): number {
  const { upstreamReceiver, groupKey, groupLabels, peers, alerts, tombstones } = group;
  let bytes = GROUP_BYTES + 2 * (upstreamReceiver.length + groupKey.length) + bytesOfLabels(groupLabels);
  for (const peer of peers) bytes += 2 * peer.length;
  bytes += TOMBSTONE_BYTES * Object.keys(tombstones).length;
  for (const { labels, annotations, generatorURL } of valuesOf(alerts)) {
    bytes += ALERT_BYTES + 2 * generatorURL.length + bytesOfLabels(labels) + bytesOfLabels(annotations);
    if (bytes > enough) break;
  }
  return bytes;
}

function bytesOfLabels(labels: LabelSet): number {
  let bytes = LABEL_BYTES;
  for (const name in labels) bytes += LABEL_BYTES + 2 * (name.length + (labels[name]?.length ?? 0));
  return bytes;
}
