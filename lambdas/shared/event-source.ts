/** What the bus knows our events by; the detail-type is the event's type, the detail the event (core/events.ts). */
export const eventSource = 'mainstay';
