// Exact numbers for rankings: fractions of BigInt, and cents. Nothing here is ever a floating-point number.
const without = (value) => (value < 0n ? -value : value);
const divisor = (one, other) => { while (other) [one, other] = [other, one % other]; return one; };

export function ratio(top, bottom = 1n) {
  const by = divisor(without(top), bottom) || 1n;
  return { top: top / by, bottom: bottom / by };
}

/** The number that a text of digits, a point and more digits stands for. */
export function parsed(text) {
  const [whole, part = ""] = text.split(".");
  return ratio(BigInt(whole + part), 10n ** BigInt(part.length));
}

export const NOTHING = ratio(0n), ONE = ratio(1n);
export const plus = (one, other) => ratio(one.top * other.bottom + other.top * one.bottom, one.bottom * other.bottom);
export const minus = (one, other) => plus(one, { top: -other.top, bottom: other.bottom });
export const times = (one, other) => ratio(one.top * other.top, one.bottom * other.bottom);
export const over = (one, other) => ratio(one.top * other.bottom, one.bottom * other.top);

/** Negative, zero or positive, as sorting wants it. */
export function compared(one, other) {
  const left = one.top * other.bottom, right = other.top * one.bottom;
  return left < right ? -1 : left > right ? 1 : 0;
}
export const smallest = (numbers) => numbers.reduce((least, one) => (compared(one, least) < 0 ? one : least));

/** To two decimals, half away from zero, in cents. */
export function rounded({ top, bottom }) {
  const cents = (200n * without(top) + bottom) / (2n * bottom);
  return top < 0n ? -cents : cents;
}

/** Cents as they are written: 2878n is 28.78. */
export function written(cents) {
  const digits = `${without(cents)}`.padStart(3, "0");
  return `${cents < 0n ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** Cents out of a text with exactly two decimals, and back to a number. */
export const cents = (text) => BigInt(text.replace(".", ""));
export const worth = (amount) => ratio(amount, 100n);
