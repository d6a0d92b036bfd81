import express from 'express';
import type { Request, Response, Router } from 'express';
import { z } from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import type { Clock } from '../kernel/clock';
import { AppError } from '../kernel/errors';
import type { NotificationReply } from '../providers/provider';
import type { NotificationService } from './notification.service';

const BODY_LIMIT = '256kb';

/** For the description of the API; what goes in and out here is each channel's own form. */
export const notificationPaths: ZodOpenApiPathsObject = {
  '/v1/notifications/{channel}': {
    post: {
      operationId: 'receiveNotification',
      summary: 'Called by a payment channel, with its signature; the reply is the one that it expects',
      tags: ['Channels'],
      security: [],
      requestParams: { path: z.object({ channel: z.string() }) },
      responses: {
        '2XX': { description: 'Kept; the channel need not send it again' },
        default: { description: 'Not kept: not authentic, or for the moment not possible' },
      },
    },
  },
};

/**
 * `POST /v1/notifications/{channel}`: what a channel pushes. The bytes are kept as they came, since the signature
 * is over them; the reply is the one that the channel expects, whatever happens.
 */
export function notificationRouter(
  notifications: NotificationService,
  clock: Clock,
  translateError: (error: unknown) => unknown,
): Router {
  const router = express.Router();
  const raw = express.raw({ type: () => true, limit: BODY_LIMIT });
  router.post('/v1/notifications/:channel', raw, async (request, response) => {
    const channel = String(request.params.channel);
    const { replies } = notifications.getProvider(channel).profile;
    const body: unknown = request.body;
    try {
      await notifications.acceptNotification(channel, {
        headers: headersOf(request),
        body: Buffer.isBuffer(body) ? body : Buffer.alloc(0),
        receivedAt: clock.now(),
      });
      send(response, replies.accepted);
    } catch (thrown) {
      const error = translateError(thrown);
      if (!(error instanceof AppError)) throw error;
      send(response, error.kind === 'unavailable' ? replies.unavailable : replies.refused);
    }
  });
  return router;
}

function headersOf(request: Request): Record<string, string> {
  return Object.fromEntries(
    Object.entries(request.headers).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value]] : [],
    ),
  );
}

function send(response: Response, reply: NotificationReply): void {
  response.status(reply.status);
  if (reply.contentType) response.type(reply.contentType);
  response.end(reply.body);
}
