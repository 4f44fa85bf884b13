/** The pages of signing in, which lead to one another: one chunk. */
export { default as SignIn } from '../SignIn';
export { default as SignUp } from '../SignUp';
export { default as Confirm } from '../Confirm';
export { default as Forgot } from '../Forgot';
export { default as Reset } from '../Reset';
