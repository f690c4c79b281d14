import express, { type Application } from 'express';
import { requestIdFrom } from '../core/request-id.ts';

/** The Express application for everything but ingest. Each answer names its request. No parser is on it: whoever needs a body mounts one on its own path. */
export function createExpressApp(): Application {
  const app = express().disable('x-powered-by').disable('etag');
  app.use((request, response, next) => {
    response.setHeader('X-Request-Id', requestIdFrom(request.headers['x-request-id']));
    next();
  });
  return app;
}
