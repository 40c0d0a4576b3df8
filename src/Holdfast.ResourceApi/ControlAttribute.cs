namespace Holdfast.ResourceApi;

/// <summary>
/// Makes a public method of a resource callable by its name (<c>holdfast resource control ledger rotate</c>).
/// </summary>
/// <remarks>
/// The method may take one argument, read from JSON, and a <see cref="CancellationToken"/>; it returns <c>Task</c>,
/// <c>Task&lt;T&gt;</c>, <c>ValueTask</c> or <c>ValueTask&lt;T&gt;</c>, and T is written as JSON. It must end within
/// DeadlockTimeout.
/// </remarks>
/// <param name="name">The name of the call, e.g. <c>rotate</c>.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ControlAttribute(string name) : Attribute
{
    /// <summary>The name of the call.</summary>
    public string Name { get; } = name;

    /// <summary>What it does, in a sentence.</summary>
    public string Description { get; set; } = "";
}
