namespace Holdfast.Lab.Cases;

/// <summary>Every case, in order of its number.</summary>
public static class AllCases
{
    public static IReadOnlyList<ClusterCase> Create() => [];
}
