export interface X { readonly a: string }
