/** What the sandbox may be told about how the channels behave. */
export interface Behaviour {
  /** 60 is 0.60 %. */
  feeRatePermyriad: number;
  /** Serve a statement for the day that is not over yet, and before 10 o'clock. The real channels do not. */
  allowToday: boolean;
  /** Refuse callback addresses that the real WeChat Pay would refuse: http, or a private host. */
  strictNotifyUrl: boolean;
  /** The documents differ on whether Alipay also notifies of closed trades. */
  alipayNotifiesOfClosing: boolean;
}
