import { z } from 'zod';
import { isZoneName } from '../routing/zone.ts';

/** A language, perhaps with a region. Whether there are phrases for it is for the loader to say. */
export const LocaleTag = z
  .string()
  .refine(isLocaleTag, 'must be a language such as de, or with its region such as de-AT')
  .meta({ title: 'locale', examples: ['en', 'fr', 'de', 'es', 'it', 'de-AT'] });

/** An IANA time zone. */
export const ZoneName = z
  .string()
  .refine(isZoneName, 'is no time zone that is known; write an IANA name such as Europe/Berlin, or UTC')
  .meta({ title: 'time zone', examples: ['UTC', 'Europe/Berlin', 'America/New_York'] });

export function isLocaleTag(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text).length === 1;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
