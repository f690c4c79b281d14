import { z } from 'zod';

/** A whole number within these bounds, both included. */
export const wholeBetween = (least: number, most: number) => z.int().min(least).max(most);
