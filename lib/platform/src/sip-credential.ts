import { createHmac } from 'node:crypto';

/**
 * The password of a browser's short-lived SIP credential: the base64url HMAC-SHA256 of its user name
 * `<expiry in epoch seconds>.<device id>`. Minted by the console, verified by the gateway; nothing is stored,
 * and the user's own password never reaches SIP (law.md).
 */
export function browserSipPassword(secret: string, username: string): string {
  return createHmac('sha256', secret).update(username).digest('base64url');
}
