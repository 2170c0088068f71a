import type { Random } from './random.ts';

/** A made-up subscriber; columns as in the streaming profile. */
export interface SyntheticSubscriber {
  readonly AccountAge: number;
  readonly MonthlyCharges: number;
  readonly TotalCharges: number;
  readonly SubscriptionType: 'Basic' | 'Standard' | 'Premium';
  readonly PaymentMethod: 'Bank transfer' | 'Credit card' | 'Electronic check' | 'Mailed check';
  readonly PaperlessBilling: 'Yes' | 'No';
  readonly ContentType: 'Movies' | 'TV Shows' | 'Both';
  readonly MultiDeviceAccess: 'Yes' | 'No';
  readonly DeviceRegistered: 'Computer' | 'Mobile' | 'Tablet' | 'TV';
  readonly ViewingHoursPerWeek: number;
  readonly AverageViewingDuration: number;
  readonly ContentDownloadsPerMonth: number;
  readonly GenrePreference: 'Action' | 'Comedy' | 'Drama' | 'Fantasy' | 'Sci-Fi';
  /** Null for those who never rated. */
  readonly UserRating: number | null;
  readonly SupportTicketsPerMonth: number;
  readonly Gender: 'Female' | 'Male';
  readonly WatchlistSize: number;
  readonly ParentalControl: 'Yes' | 'No';
  readonly SubtitlesEnabled: 'Yes' | 'No';
}

/**
 * Makes up a subscriber. The columns hang together as they do in life: price follows the plan, use follows how content
 * the customer is, tickets rise where the service disappoints, downloads come with mobile devices.
 */
export function makeSubscriber(random: Random): SyntheticSubscriber {
  const { uniform, normal, weighted } = random;
  const yes = (share: number) => (uniform() < share ? 'Yes' : 'No');
  const content = normal(); // how content with the service, in standard deviations; no column shows it
  const months = clamp(Math.ceil(-34 * Math.log(1 - uniform())), 1, 119);
  const plan = weighted([
    ['Basic', 0.42],
    ['Standard', 0.36],
    ['Premium', 0.22],
  ]);
  const charge = round(clamp({ Basic: 7.5, Standard: 11.5, Premium: 16.5 }[plan] + 1.7 * normal(), 4.99, 19.99), 2);
  const hours = round(clamp(Math.exp(2.45 + 0.55 * normal() + 0.32 * content), 1, 40), 2);
  const device = weighted([
    ['TV', 0.34],
    ['Mobile', 0.3],
    ['Computer', 0.2],
    ['Tablet', 0.16],
  ]);
  const mobile = device === 'Mobile' || device === 'Tablet';
  return {
    AccountAge: months,
    MonthlyCharges: charge,
    // Prices were lower in the past, so that the total is not simply age times charge.
    TotalCharges: round(months * charge * (1 - 0.0015 * months) * (1 + 0.03 * normal()), 2),
    SubscriptionType: plan,
    PaymentMethod: weighted([
      ['Credit card', 0.38],
      ['Bank transfer', 0.24],
      ['Electronic check', 0.26],
      ['Mailed check', 0.12],
    ]),
    PaperlessBilling: yes(0.64),
    ContentType: weighted([
      ['Both', 0.44],
      ['TV Shows', 0.32],
      ['Movies', 0.24],
    ]),
    MultiDeviceAccess: yes(plan === 'Basic' ? 0.25 : 0.62),
    DeviceRegistered: device,
    ViewingHoursPerWeek: hours,
    AverageViewingDuration: round(clamp(52 + 26 * normal() + 0.9 * hours + (mobile ? -14 : 6), 5, 180), 1),
    ContentDownloadsPerMonth: clamp(Math.round(-(mobile ? 14 : 6) * Math.log(1 - uniform())), 0, 49),
    GenrePreference: weighted([
      ['Drama', 0.26],
      ['Comedy', 0.24],
      ['Action', 0.22],
      ['Sci-Fi', 0.16],
      ['Fantasy', 0.12],
    ]),
    UserRating: uniform() < 0.06 ? null : round(clamp(3.5 + 0.75 * content + 0.5 * normal(), 1, 5), 1),
    SupportTicketsPerMonth: clamp(Math.floor(-1.7 * Math.exp(-0.25 * content) * Math.log(1 - uniform())), 0, 9),
    Gender: weighted([
      ['Female', 0.5],
      ['Male', 0.5],
    ]),
    WatchlistSize: clamp(Math.round(8 + 5 * normal() + 1.5 * content), 0, 24),
    ParentalControl: yes(0.34),
    SubtitlesEnabled: yes(0.46),
  };
}

/**
 * Chance of leaving within the next 30 days, 0 to 1. It bends and interacts on purpose, so that a model which sees straight
 * lines only does worse: newcomers leave most; price hurts by the hour watched; tickets hurt from the third on, the more
 * the lower the rating.
 */
export function chanceOfLeaving(one: SyntheticSubscriber): number {
  const rating = one.UserRating ?? 3.2;
  const pricePerHour = one.MonthlyCharges / (4.33 * one.ViewingHoursPerWeek);
  const newcomer = Math.exp(-one.AccountAge / 7);
  const tickets = Math.max(0, one.SupportTicketsPerMonth - 2);
  const payment = { 'Electronic check': 0.55, 'Mailed check': 0.4, 'Credit card': 0, 'Bank transfer': -0.35 };
  const logit =
    -2.15 +
    2.3 * newcomer -
    0.011 * one.AccountAge +
    1.5 * Math.log1p(2.2 * pricePerHour) +
    (rating < 3 ? 0.42 : 0.2) * tickets +
    0.75 * Math.max(0, 3.2 - rating) -
    0.3 * Math.max(0, rating - 4) +
    payment[one.PaymentMethod] -
    0.045 * Math.min(12, one.WatchlistSize) -
    0.02 * one.ContentDownloadsPerMonth -
    (one.MultiDeviceAccess === 'Yes' ? 0.3 : 0) +
    (one.SubscriptionType === 'Premium' && one.ViewingHoursPerWeek < 8 ? 0.7 : 0) +
    (one.ContentType === 'Movies' ? 0.15 : 0);
  return 1 / (1 + Math.exp(-steepness * (logit - centre)));
}

// Set so that 18 % leave, and that the chance itself, the best that any model could find, has a ROC AUC of about 0.84.
const steepness = 1.18;
const centre = -0.025;

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
