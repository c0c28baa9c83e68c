import { clearFaults, readFaults, switchFault } from './calls.js';
import { byId, element } from './elements.js';

/** @import { FaultList } from './types.ts' */

/**
 * The menu of what can go wrong, and the line that says what does. Answers a function that reads both anew: programs
 * switch faults too.
 * @param {(error: unknown) => void} onError
 */
export function createFaultMenu(onError) {
  let shown = '';
  /** @param {FaultList} list */
  const draw = (list) => {
    const text = JSON.stringify(list);
    if (text === shown) return;
    const isFirst = shown === '';
    shown = text;
    if (isFirst) byId('fault-list').replaceChildren(...list.named.map(drawSwitch));
    for (const { name, isOn } of list.named) switchOf(name).checked = isOn;
    drawLine(list);
  };
  /** @param {() => Promise<FaultList>} call */
  const attempt = async (call) => {
    try {
      draw(await call());
    } catch (error) {
      onError(error);
      // What is shown may not be so: the next reading draws it in any case.
      shown = shown && ' ';
    }
  };
  /** @param {FaultList['named'][number]} fault */
  const drawSwitch = ({ name, says }) => {
    const control = element('input', { type: 'checkbox', role: 'switch', id: idOf(name) });
    control.addEventListener(
      'change',
      () => void attempt(() => switchFault(name, control.checked)),
    );
    const sentence = element('span', { className: 'says' }, [says]);
    return element('li', {}, [
      element('label', {}, [
        control,
        element('span', { className: 'fault-name' }, [name]),
        sentence,
      ]),
    ]);
  };
  byId('faults-off').addEventListener('click', () => void attempt(clearFaults));
  byId('clear-faults').addEventListener('click', () => {
    void attempt(clearFaults);
    byId('open-faults').focus();
  });
  return () => attempt(readFaults);
}

/** The line under the tabs: hidden on a good day. @param {FaultList} list */
function drawLine({ faults }) {
  const names = [...new Set(faults.map(({ name, kind }) => name ?? kind))];
  byId('weather').hidden = names.length === 0;
  byId('weather-text').textContent =
    names.length === 0 ? '' : `Going wrong now: ${names.join(', ')}`;
  byId('fault-count').textContent = names.length === 0 ? '' : String(names.length);
}

/** @param {string} name */
function switchOf(name) {
  return /** @type {HTMLInputElement} */ (byId(idOf(name)));
}

/** @param {string} name */
function idOf(name) {
  return `fault-${name.replaceAll(' ', '-')}`;
}
