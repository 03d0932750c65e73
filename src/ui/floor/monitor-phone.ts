const KEY = 'cadencia.monitor-phone';

/** The supervisor's own phone, as this browser knows it; '' before the first time. */
export const monitorPhone = (): string => localStorage.getItem(KEY) ?? '';

export function keepMonitorPhone(endpoint: string): void {
  localStorage.setItem(KEY, endpoint);
}
