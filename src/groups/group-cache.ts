import type { LabelSet } from '../core/alert.ts';
import { valuesOf } from '../core/dictionary.ts';
import type { Group } from '../core/group.ts';
import type { GroupId, TenantId } from '../core/ids.ts';
import type { Stored } from './store.ts';

export interface GroupCacheLimits {
  /** For all documents together. */
  readonly totalBytes: number;
  /** A larger document is read anew instead of being kept. */
  readonly documentBytes: number;
}

/** Room for some seven thousand groups of three alerts, as Prometheus for Kubernetes raises them. */
const DEFAULT_LIMITS: GroupCacheLimits = { totalBytes: 64 * 1_048_576, documentBytes: 65_536 };

interface Entry {
  readonly stored: Stored;
  readonly bytes: number;
}

/**
 * The last known document of recently used groups, so that a merge into a known group needs one round trip. Never
 * trusted: every write compares versions, and a stale entry costs one more round trip. Bounded by what its documents
 * take in memory, not by their number: what webhooks bring decides how large they are.
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
    return this.#entries.get(keyOf(tenantId, groupId))?.stored;
  }

  /** Remembers the document, or with `undefined` that nothing is known. */
  set(tenantId: TenantId, groupId: GroupId, stored: Stored | undefined): void {
    const key = keyOf(tenantId, groupId);
    const before = this.#entries.get(key);
    this.#delete(key);
    if (stored === undefined) return;
    // What a delivery changes weighs nothing: it need not be counted again.
    const isSame = before?.stored.group.alerts === stored.group.alerts;
    const bytes = isSame ? before.bytes : bytesOf(stored.group, this.#limits.documentBytes);
    if (bytes > this.#limits.documentBytes) return;
    this.#entries.set(key, { stored, bytes });
    this.#totalBytes += bytes;
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
