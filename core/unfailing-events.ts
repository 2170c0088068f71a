import type { MainstayEvent } from './events.ts';
import type { Events } from './ports.ts';

/**
 * Events for work that is done and kept before it is told of, and whose answer must not be lost because the telling
 * failed: an API call, a promotion. What could not be published is handed to `onFailure`, and the work goes on.
 *
 * An outbox beside every score would lose nothing at all; on AWS that is a second write per score, or a stream and its
 * readers, against a loss that needs EventBridge to refuse several attempts in a row. The one-process home has an outbox.
 */
export function unfailingEvents(
  events: Events,
  onFailure: (failed: readonly MainstayEvent[], error: unknown) => void,
): Events {
  return {
    publish: async (...told) => {
      try {
        if (told.length > 0) await events.publish(...told);
      } catch (error) {
        onFailure(told, error);
      }
    },
  };
}
