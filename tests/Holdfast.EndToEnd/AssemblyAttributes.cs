// Each test starts whole clusters: one at a time, or they would measure each other.
[assembly: Xunit.CollectionBehavior(DisableTestParallelization = true)]
