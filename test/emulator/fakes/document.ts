/** An element, as far as the parts of the grid's page that draw and read single cells look at one. */
export class FakeElement {
  readonly tagName: string;
  readonly children: unknown[] = [];
  readonly dataset: Record<string, string> = {};
  multiple = false;
  #value = '';

  constructor(tagName: string) {
    this.tagName = tagName.toUpperCase();
  }

  append(...children: unknown[]): void {
    this.children.push(...children);
  }

  setAttribute(name: string, value: string): void {
    Reflect.set(this, name, value);
  }

  /** One line has no line breaks, as in every browser. */
  get value(): string {
    return this.tagName === 'INPUT' ? this.#value.replaceAll(/[\r\n]/g, '') : this.#value;
  }

  set value(value: string) {
    this.#value = value;
  }

  /** The last one picked, or else the first, unless there may be many. */
  get selectedOptions(): readonly FakeElement[] {
    const options = this.children.filter((child) => child instanceof FakeElement);
    const picked = options.filter((option) => Reflect.get(option, 'selected') === true);
    if (this.multiple) return picked;
    return picked.length === 0 ? options.slice(0, 1) : picked.slice(-1);
  }
}

/** A document that makes such elements; there is none in Node. */
export function createFakeDocument(): { readonly createElement: (tagName: string) => FakeElement } {
  return { createElement: (tagName) => new FakeElement(tagName) };
}
