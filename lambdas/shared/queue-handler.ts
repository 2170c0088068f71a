import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import type { PartialItemFailureResponse } from '@aws-lambda-powertools/batch/types';
import type { Context } from 'aws-lambda';
import { z } from 'zod';
import type { Observed } from './observed.ts';

const QueueEvent = z.object({ Records: z.array(z.looseObject({ messageId: z.string(), body: z.string() })) });
const Message = z.object({ messageId: z.string(), body: z.string() });

export interface QueueHandlerOptions<T> {
  /** What the body of a message holds, as JSON. */
  readonly message: z.ZodType<T>;
  /** May be called again with the same message. */
  readonly work: (message: T) => Promise<void>;
  readonly observed: Observed;
}

/**
 * A handler of SQS messages, one after another. Those that fail are named in its answer, so that only they come again,
 * and lie with the dead letters in the end; that goes for messages that hold something else than they should, too, which
 * are counted as `MalformedEvents`.
 */
export function queueHandler<T>({ message, work, observed }: QueueHandlerOptions<T>) {
  const { logger, measure } = observed;
  const one = async (record: unknown): Promise<void> => {
    const { messageId, body } = Message.parse(record);
    let content: T;
    try {
      content = message.parse(JSON.parse(body));
    } catch (error) {
      logger.error('malformed-event', { messageId, error: describe(error) });
      measure('MalformedEvents');
      throw error;
    }
    try {
      await work(content);
    } catch (error) {
      logger.error('message-failed', { messageId, error: asError(error) });
      throw error;
    }
  };
  return observed.handler(async (event: unknown, context: Context): Promise<PartialItemFailureResponse> => {
    const batch = QueueEvent.safeParse(event);
    if (!batch.success) {
      logger.error('malformed-event', { error: describe(batch.error) });
      measure('MalformedEvents');
      throw new Error('This is no event of an SQS queue');
    }
    const processor = new BatchProcessor(EventType.SQS);
    return processPartialResponse(batch.data, one, processor, {
      context,
      processInParallel: false,
      throwOnFullBatchFailure: false,
    });
  });
}

/** Where something is wrong, without a value of it. */
function describe(error: unknown): string {
  return error instanceof z.ZodError ? z.prettifyError(error) : 'not JSON';
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error('something that is no error was thrown', { cause: error });
}
