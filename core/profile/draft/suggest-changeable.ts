/** Facts of a customer that a business can do nothing about. */
const fixed =
  / (gender|sex|age|birth|dob|tenure|region|country|city|state|area|zip|zipcode|postcode|postal|geography|location|latitude|longitude|marital|married|marriage|partner|spouse|dependent|dependents|children|family|household|education|income|salary|senior|race|ethnicity|nationality|language|since|join|joined|signup|sign|start|started|registration|registered|total|lifetime|cumulative|first|occupation|job|industry|성별|나이|연령|지역|가입) /;

/** What a business offers, charges or does, and use that it can encourage. */
const changing =
  / (price|charge|charges|fee|fees|cost|amount|bill|billing|discount|promo|promotion|offer|coupon|support|ticket|tickets|complaint|complaints|complain|calls|service|services|contract|commitment|payment|pay|autopay|auto|plan|package|subscription|tier|product|products|products|usage|use|used|login|logins|session|sessions|visits|minutes|hours|viewing|watch|streaming|satisfaction|rating|nps|csat|security|backup|protection|delivery|delays|delay|late|failed|failures|outage|outages|email|emails|newsletter|notifications|feature|features|app|devices|inactive|inactivity|orders|downloads|wait|response|speed|quality|paperless|add|addon|addons|요금|문의|약정|결제|상품|사용|이용) /;

/** Whether the business can probably change a feature for a customer, by the words of its name; no where none tells. */
export function guessChangeable(key: string): boolean {
  return changing.test(key) && !fixed.test(key);
}
