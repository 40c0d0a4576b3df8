namespace Holdfast.Core.Time;

/// <summary>Reckoning with times at which to look again, where null means never.</summary>
public static class Wake
{
    public static BootTime? Earlier(BootTime? left, BootTime? right) =>
        left is { } a && right is { } b ? BootTime.Min(a, b) : left ?? right;
}
