import type { Intent } from './ledger.ts';
import { isAtHand, withTab, type Step } from './steps.ts';
import type { World } from './world.ts';

/** What people do to undo what they did: schedules have it where it is asked for. */
export const SECOND_THOUGHTS: readonly Step[] = [
  {
    name: 'somebody takes a change back',
    weight: 10,
    run: (world) =>
      withTab(world, ({ device }, tab) => {
        if (!isAtHand(tab)) return `${tab.id} is not at hand`;
        const intent = world.random.pick([undefined, ...recentOf(world, device.name)]);
        if (!intent) return 'there is none';
        const { takenBack } = world.ledger!.takeBack([intent]);
        void tab.worker()?.api.discard(intent.call.id).then(takenBack);
        return `${tab.id} ${intent.call.id}`;
      }),
  },
  {
    name: 'somebody forgets everything here',
    weight: 3,
    run: (world) =>
      withTab(world, ({ device, network }, tab) => {
        if (!isAtHand(tab)) return `${tab.id} is not at hand`;
        const isDiscarding = world.random.chance(0.3);
        const own = world.ledger!.intents.filter((one) => one.device === device.name);
        // Also where the rest of it fails: they are discarded first.
        world.ledger!.takeBack(isDiscarding ? own : []);
        // What a shared cache kept would be as old as it says, and nobody here knows better any more.
        network.forget();
        void tab.worker()?.api.forget(isDiscarding ? 'discard' : 'keep');
        return `${tab.id} and ${isDiscarding ? 'discards' : 'keeps'} what was not sent`;
      }),
  },
];

/** What was kept on a device of late; which of two saves comes last is nobody's promise once one was taken back. */
function recentOf({ ledger }: World, device: string): readonly Intent[] {
  return ledger!.intents
    .filter(
      (one) =>
        one.device === device &&
        one.state === 'kept' &&
        (one.kind === 'like' || one.kind === 'review'),
    )
    .slice(-8);
}
