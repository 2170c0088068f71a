/** Credentials of the form that Twilio gives out; they open nothing. */
export const credentials = { accountSid: `AC${'0'.repeat(32)}`, authToken: 'tok/en', from: '+15005550006' };
