namespace Holdfast.ResourceApi;

/// <summary>Thrown by an entry point to say why it failed. Of this exception people read the message alone.</summary>
public class ResourceException : Exception
{
    /// <summary>An entry point has failed.</summary>
    public ResourceException()
    {
    }

    /// <summary>An entry point has failed.</summary>
    /// <param name="message">Why, and what to do.</param>
    public ResourceException(string message)
        : base(message)
    {
    }

    /// <summary>An entry point has failed.</summary>
    /// <param name="message">Why, and what to do.</param>
    /// <param name="innerException">What was thrown.</param>
    public ResourceException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
