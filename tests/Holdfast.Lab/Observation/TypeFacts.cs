using Holdfast.Client.Dtos;

namespace Holdfast.Lab.Observation;

/// <summary>What must never be null, empty or changed of a registration.</summary>
public sealed record TypeFacts(
    string Name, string Dll, string Hash, string EntryType, string LooksAlive, string IsAlive, string Deadlock)
{
    public bool MayChange { get; init; }

    public bool IsWhole => Name.Length > 0 && Dll.Length > 0 && Hash.Length > 0 && EntryType.Length > 0
        && LooksAlive.Length > 0 && IsAlive.Length > 0 && Deadlock.Length > 0;

    public static TypeFacts Of(TypeDto type) => new(
        type.Name ?? "", type.Dll ?? "", type.PackageHash ?? "", type.EntryType ?? "",
        type.LooksAlivePollInterval ?? "", type.IsAlivePollInterval ?? "", type.DeadlockTimeout ?? "");
}
