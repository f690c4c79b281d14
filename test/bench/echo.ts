/** The yardstick of ingest: an Express application that parses JSON and answers with it, and does nothing else. */
import type { AddressInfo } from 'node:net';
import express from 'express';
import { serveCalls } from './worker-calls.ts';

const app = express();
app.use(express.json());
app.post('/{*path}', (request, response) => {
  response.json(request.body);
});

const server = app.listen(0, '127.0.0.1', () => {
  serveCalls({ port: () => (server.address() as AddressInfo).port });
});
