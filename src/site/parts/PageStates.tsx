import { Match, Switch, type JSX } from 'solid-js';
import type { ViewState } from '../view-state.ts';
import { words } from '../words.ts';
import { ErrorBox } from './ErrorBox.tsx';
import { Message, type MessageProps } from './Message.tsx';
import { Skeleton } from './Skeleton.tsx';

/** A page in one of its states: its content, or what stands in for it. */
export function PageStates(props: {
  readonly view: ViewState;
  /** The shape of the page while it loads, and its main heading then. */
  readonly shape: 'home' | 'blog' | 'article';
  readonly loadingTitle: string;
  readonly empty: MessageProps;
  readonly children: JSX.Element;
}): JSX.Element {
  return (
    <Switch fallback={<ErrorBox />}>
      <Match when={props.view === 'content'}>{props.children}</Match>
      <Match when={props.view === 'loading'}>
        <Skeleton shape={props.shape} title={props.loadingTitle} />
      </Match>
      <Match when={props.view === 'empty'}>
        <Message title={props.empty.title} text={props.empty.text} link={props.empty.link} />
      </Match>
      <Match when={props.view === 'not-here'}>
        <Message title={words.notHereTitle} text={words.notHere} />
      </Match>
    </Switch>
  );
}
