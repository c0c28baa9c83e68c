/**
 * True for an address from which attachments may be fetched: Airtable's own file hosts over https on the usual port,
 * or the very origin that the API is read from (the emulator). Everything else could make this server ask its own
 * neighbours (server-side request forgery).
 */
export function isAllowedMediaUrl(address: string, apiUrl: string): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  if (url.username !== '' || url.password !== '') return false;
  if (url.origin === new URL(apiUrl).origin && url.hostname !== 'api.airtable.com') return true;
  const isAirtables =
    url.hostname === 'dl.airtable.com' || url.hostname.endsWith('.airtableusercontent.com');
  return isAirtables && url.protocol === 'https:' && url.port === '';
}
