import express, { type Application } from 'express';

/** The Express application for everything but ingest. No parser is on it: whoever needs a body mounts one on its own path. */
export function createExpressApp(): Application {
  return express().disable('x-powered-by').disable('etag');
}
