using Holdfast.MonitorProtocol.Guards;

namespace Holdfast.Guard.Clients;

/// <summary>What clients can have done with the group's processes.</summary>
internal interface IGuardedGroup
{
    /// <summary>After a look at the authority page.</summary>
    GuardHello Hello();

    GuardProcess Start(string resource, string name, GuardStart start);

    IReadOnlyList<GuardProcess> List(string? resource, string? name);

    /// <summary>Calls <paramref name="done"/> when nothing of them is left.</summary>
    void Stop(string? resource, string? name, TimeSpan grace, Action<IReadOnlyList<GuardProcess>> done);

    /// <summary>Stops everything, calls <paramref name="done"/>, and ends the guard.</summary>
    void End(TimeSpan grace, Action done);
}
