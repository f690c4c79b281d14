/** How hours and minutes are written: `9:00 AM` where the clock has twelve hours, `09:00` where it has twenty-four. */
export function clockDigits(locale: string): { readonly hour: 'numeric' | '2-digit'; readonly minute: '2-digit' } {
  const { hour12 } = new Intl.DateTimeFormat(locale, { hour: 'numeric' }).resolvedOptions();
  return { hour: hour12 === true ? 'numeric' : '2-digit', minute: '2-digit' };
}
