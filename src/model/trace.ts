export function trace(name: string): void {
  const g = globalThis as any;
  g.__tr ??= [];
  g.__tr.push([name, performance.timeOrigin + performance.now()]);
  if (!g.__trch) {
    g.__trch = new BroadcastChannel('trace');
    g.__trch.onmessage = (e: any) => {
      if (e.data === 'flush') {
        g.__trch.postMessage(g.__tr);
        g.__tr = [];
      }
    };
  }
}
