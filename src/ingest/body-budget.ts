import type { TenantId } from '../core/ids.ts';

/**
 * How many of the largest bodies may be held at once. Usual bodies are a thousandth of the largest, so this many bytes
 * hold thousands of them; with 16 MiB each they are 128 MiB, and what is made of them (text, objects) a few times that,
 * which a container of 1 GiB survives.
 */
const LARGEST_BODIES = 8;

/** A small `ingest.max_body_size` is no reason to serve few senders at once. */
const LEAST_BYTES = 64 * 1_048_576;

/** The bytes that one request holds. */
export interface BodyHold {
  /** False when there is no room for so many more; nothing is taken then. */
  take(bytes: number): boolean;
  /** Gives back all that was taken. */
  release(): void;
}

/**
 * Bounds the memory of all webhooks in flight, counted in bytes of their bodies as sent and as decompressed. One tenant
 * may hold half of it at most, so that it cannot shut the others out.
 */
export class BodyBudget {
  readonly totalBytes: number;
  readonly #tenantBytes: number;
  readonly #heldBy = new Map<TenantId, number>();
  #held = 0;

  constructor(largestBodyBytes: number) {
    this.totalBytes = Math.max(LARGEST_BODIES * largestBodyBytes, LEAST_BYTES);
    this.#tenantBytes = this.totalBytes / 2;
  }

  hold(tenant: TenantId): BodyHold {
    let taken = 0;
    return {
      take: (bytes) => {
        if (!this.#add(tenant, bytes)) return false;
        taken += bytes;
        return true;
      },
      release: () => {
        this.#remove(tenant, taken);
        taken = 0;
      },
    };
  }

  #add(tenant: TenantId, bytes: number): boolean {
    const own = (this.#heldBy.get(tenant) ?? 0) + bytes;
    if (own > this.#tenantBytes || this.#held + bytes > this.totalBytes) return false;
    this.#held += bytes;
    this.#heldBy.set(tenant, own);
    return true;
  }

  #remove(tenant: TenantId, bytes: number): void {
    this.#held -= bytes;
    const own = (this.#heldBy.get(tenant) ?? 0) - bytes;
    if (own > 0) this.#heldBy.set(tenant, own);
    else this.#heldBy.delete(tenant);
  }
}
