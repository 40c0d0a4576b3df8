namespace Holdfast.ResourceApi.Properties;

/// <summary>What came of reading properties.</summary>
/// <param name="Value">
/// The record, complete with defaults; null if the type has no properties or they could not be read.
/// </param>
/// <param name="Errors">Every error; empty if the properties are valid.</param>
public sealed record PropertyReading(object? Value, IReadOnlyList<PropertyError> Errors)
{
    /// <summary>The record, if there was no error.</summary>
    /// <exception cref="InvalidPropertiesException">There was one.</exception>
    public object? ValueOrThrow() => Errors.Count == 0 ? Value : throw new InvalidPropertiesException(Errors);
}

/// <summary>Properties are not valid; <see cref="Errors"/> lists everything that is wrong.</summary>
public sealed class InvalidPropertiesException : Exception
{
    /// <summary>Properties are not valid.</summary>
    public InvalidPropertiesException()
        : this([])
    {
    }

    /// <summary>Properties are not valid.</summary>
    /// <param name="message">Why.</param>
    public InvalidPropertiesException(string message)
        : this([new PropertyError("", message)])
    {
    }

    /// <summary>Properties are not valid.</summary>
    /// <param name="message">Why.</param>
    /// <param name="innerException">What was thrown.</param>
    public InvalidPropertiesException(string message, Exception innerException)
        : base(message, innerException) => Errors = [new PropertyError("", message)];

    /// <summary>Properties are not valid.</summary>
    /// <param name="errors">Everything that is wrong.</param>
    public InvalidPropertiesException(IReadOnlyList<PropertyError> errors)
        : base(string.Join("; ", errors)) => Errors = errors;

    /// <summary>Everything that is wrong.</summary>
    public IReadOnlyList<PropertyError> Errors { get; }
}
