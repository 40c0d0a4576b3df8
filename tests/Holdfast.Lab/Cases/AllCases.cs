namespace Holdfast.Lab.Cases;

/// <summary>Every case, in order of its number.</summary>
public static class AllCases
{
    public static IReadOnlyList<ClusterCase> Create() =>
    [
        new BuiltInMonitorDies(), new CustomMonitorDies(), new MixedMonitorsDie(), new SeparateMonitorDies(),
            new TwoTypesOneDll(),
        new DeathInEachCall(), new DiesWithItsMonitor(), new NodeDies(), new DllRemoved(), new TypeChangedMeanwhile(),
        new MonitorAndServiceDie(), new HangInsteadOfCrash(), new CoordinatorDiesInRegistration(), new HundredKills(),
        new NodeWithoutDll(), new UnregisterInUse(), new EverythingDies(),
    ];
}
