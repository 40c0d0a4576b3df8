namespace Holdfast.ResourceApi.Hosting;

/// <summary>A class cannot be a resource type; <see cref="Errors"/> lists every reason.</summary>
public sealed class InvalidResourceTypeException : Exception
{
    /// <summary>A class cannot be a resource type.</summary>
    public InvalidResourceTypeException()
        : this([])
    {
    }

    /// <summary>A class cannot be a resource type.</summary>
    /// <param name="message">Why.</param>
    public InvalidResourceTypeException(string message)
        : this([message])
    {
    }

    /// <summary>A class cannot be a resource type.</summary>
    /// <param name="message">Why.</param>
    /// <param name="innerException">What was thrown.</param>
    public InvalidResourceTypeException(string message, Exception innerException)
        : base(message, innerException) => Errors = [message];

    /// <summary>A class cannot be a resource type.</summary>
    /// <param name="errors">Every reason, each saying what to do.</param>
    public InvalidResourceTypeException(IReadOnlyList<string> errors)
        : base(string.Join(Environment.NewLine, errors)) => Errors = errors;

    /// <summary>Every reason, each saying what to do.</summary>
    public IReadOnlyList<string> Errors { get; }
}
