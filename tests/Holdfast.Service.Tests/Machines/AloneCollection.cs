namespace Holdfast.Service.Tests.Machines;

/// <summary>Tests that keep the disk so busy that others would miss their times.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "alone";
}
