import type { Config } from '../../config.js';
import { found, type Finding } from './finding.js';

export function settings({ unknown, publicUrl }: Config, isGiven: boolean): Finding {
  if (unknown.length > 0) {
    return found('warn', 'settings', `${unknown.join(', ')}: no such setting, perhaps misspelt`);
  }
  if (!isGiven) {
    return found(
      'warn',
      'settings',
      `invite links begin with ${publicUrl}; set GATEHOUSE_PUBLIC_URL to what people reach`,
    );
  }
  return found('ok', 'settings', `each is allowed; invite links begin with ${publicUrl}`);
}
