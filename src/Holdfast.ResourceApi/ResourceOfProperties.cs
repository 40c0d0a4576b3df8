namespace Holdfast.ResourceApi;

/// <summary>A resource with properties that people set.</summary>
/// <typeparam name="TProperties"> A record (or class) with a parameterless constructor whose public properties, with
/// their defaults, are the resource's; see <see cref="PropertyAttribute"/>.
/// </typeparam>
/// <inheritdoc cref="Resource" path="/remarks" />
public abstract class Resource<TProperties> : Resource
    where TProperties : class
{
    private TProperties? properties;

    /// <summary>The properties in force: read, complete with defaults, and valid.</summary>
    /// <exception cref="InvalidOperationException">It is read in the constructor.</exception>
    protected TProperties Properties => properties
        ?? throw new InvalidOperationException("Properties are not available in the constructor or in Validate.");

    /// <summary>
    /// Checks what attributes cannot say, e.g. that two properties fit together. Returns every error, not only the
    /// first.
    /// </summary>
    /// <remarks>
    /// Called after the attributes have been checked, on an object without <see cref="Resource.Context"/>, on any node,
    /// also while the resource is online elsewhere: look only at the properties.
    /// </remarks>
    /// <param name="properties">What somebody wants to set.</param>
    public virtual IEnumerable<PropertyError> Validate(TProperties properties) => [];

    /// <summary>
    /// Applies properties that were changed while the resource is online. Called only if every property that differs is
    /// marked <see cref="PropertyAttribute.AppliesAtOnce"/>; others wait for the next online.
    /// </summary>
    /// <remarks>The default does nothing: <see cref="Properties"/> already has the new values.</remarks>
    /// <param name="previous">The values until now.</param>
    /// <param name="cancellationToken">Cancelled when the call is given up.</param>
    public virtual Task PropertiesChangedAsync(TProperties previous, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    internal sealed override void SetProperties(object? value) => properties = (TProperties)value!;

    internal sealed override IEnumerable<PropertyError> ValidateProperties(object? value) =>
        Validate((TProperties)value!);

    internal sealed override Task PropertiesChangedFromAsync(object? previous, CancellationToken cancellationToken) =>
        PropertiesChangedAsync((TProperties)previous!, cancellationToken);
}
